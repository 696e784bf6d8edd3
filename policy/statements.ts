import type { Json } from "../plan/types";
import { list, object, parsed, texts } from "./read";

/** A statement of an IAM policy document that allows something. */
export interface Allowed {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Whom it allows, such as `*` or an account; services and federated identities are left out. */
  readonly principals: readonly string[];
  /** It allows all but what it lists. */
  readonly isInverted: boolean;
  readonly hasCondition: boolean;
}

/** What a document allows; nothing where it is not known yet. */
export function allowed(document: Json | undefined): Allowed[] {
  const { Statement: statement } = object(parsed(document));
  return (Array.isArray(statement) ? list(statement) : [statement])
    .map((each) => object(each))
    .filter(({ Effect: effect }) => effect === "Allow")
    .map((each) => ({
      actions: texts(each["Action"]),
      resources: texts(each["Resource"]),
      principals: principalsOf(each["Principal"]),
      isInverted: ["NotAction", "NotResource", "NotPrincipal"].some((key) => key in each),
      hasCondition: Object.keys(object(each["Condition"])).length > 0,
    }));
}

function principalsOf(principal: Json | undefined): readonly string[] {
  return principal === "*" ? ["*"] : texts(object(principal)["AWS"]);
}
