/**
 * How long clients may keep where the name of both clouds led them, in seconds. AWS advises 60 at most
 * for records with health checks. It is fixed: Route 53 changes weighted records one by one, and takes
 * no two of a name with different times to live.
 */
export const NAME_TTL_SECONDS = 60;
