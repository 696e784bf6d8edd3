import type { Access } from "../../shared/workload";
import { AS_IT_IS, AS_TEXT, type FieldsOf } from "./answer";
import { variable } from "./containers";
import { storedSecret } from "./secrets";

type Auth<Kind> = Omit<Extract<Access["auth"], { kind: Kind }>, "kind">;

export const ACCESS_FIELDS = {
  "gateway.access.auth.kind": variable("AUTH", AS_IT_IS),
  "gateway.access.auth.token": storedSecret("gateway-token"),
  "gateway.access.auth.issuer": variable("OIDC_ISSUER", AS_IT_IS),
  "gateway.access.auth.audience": variable("OIDC_AUDIENCE", AS_IT_IS),
  "gateway.access.auth.clientId": variable("OIDC_CLIENT_ID", AS_IT_IS),
  "gateway.access.auth.scopes": variable("OIDC_SCOPES", AS_IT_IS),
  "gateway.access.isPublic": variable("PUBLIC", AS_TEXT),
  "gateway.access.allowsAnonymous": variable("ALLOW_ANONYMOUS", AS_TEXT),
  "gateway.access.chatsPerMinute": variable("CHATS_PER_MINUTE", AS_TEXT),
} satisfies FieldsOf<"gateway.access", Omit<Access, "auth">> &
  FieldsOf<"gateway.access.auth", Pick<Access["auth"], "kind">> &
  FieldsOf<"gateway.access.auth", Auth<"bearer">> &
  FieldsOf<"gateway.access.auth", Auth<"oidc">>;
