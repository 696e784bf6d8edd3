import { bearerAuth, noAuth, type Auth } from "./admission/auth";
import { oidcAuth } from "./admission/oidcAuth";
import { SignIn } from "./admission/signIn";
import type { GatewayParts } from "./gateway";
import type { Log } from "./log";
import { demoModel } from "./model/demoModel";
import type { Model } from "./model/model";
import { openaiModel } from "./model/openaiModel";
import type { AuthSettings, GatewaySettings, ModelSettings, StoreSettings } from "./settings";
import { MemoryStore } from "./store/memoryStore";
import { RedisConnection, type Credential } from "./store/redisConnection";
import { RedisStore } from "./store/redisStore";
import { redisToken } from "./store/workloadToken";

/** Longest wait for the session store at the start, in milliseconds: after it, others may come. */
const STORE_START = 5000;

/** The parts of a gateway that its settings choose. */
export async function gatewayParts(settings: GatewaySettings, log: Log): Promise<GatewayParts> {
  const parts = {
    settings,
    log,
    model: modelOf(settings.model),
    auth: authOf(settings.auth),
    signIn: signInOf(settings.auth),
  };
  if (!settings.store) return { ...parts, store: new MemoryStore(Date.now), isShared: false };
  const redis = new RedisConnection(settings.store, credentialOf(settings.store), log);
  await redis.connect(STORE_START);
  return { ...parts, store: new RedisStore(redis), isShared: true };
}

function modelOf(model: ModelSettings): Model {
  if (model.backend === "demo") return demoModel(model.tokensPerSecond);
  return openaiModel({
    ...model,
    firstToken: model.firstTokenSeconds * 1000,
    silence: model.silenceSeconds * 1000,
  });
}

function authOf(auth: AuthSettings): Auth {
  switch (auth.kind) {
    case "none":
      return noAuth;
    case "bearer":
      return bearerAuth(auth.token);
    case "oidc":
      return oidcAuth(auth.issuer, auth.audience);
  }
}

function signInOf(auth: AuthSettings): SignIn | undefined {
  if (auth.kind !== "oidc" || auth.clientId === undefined) return undefined;
  return new SignIn({ ...auth, clientId: auth.clientId });
}

function credentialOf({ credential }: StoreSettings): Credential {
  switch (credential?.kind) {
    case "entra":
      return redisToken(credential.identity, { fetch, now: Date.now });
    case "password":
      return () => Promise.resolve(credential.password);
    case undefined:
      return () => Promise.resolve(undefined);
  }
}
