/**
 * Requests of one client address in a minute before a web firewall refuses further ones
 * (assumption). A chat is one request, however long it streams.
 */
export const CLIENT_REQUESTS_PER_MINUTE = 300;
