import { LONGEST_MESSAGE } from "../api/chatRequest";
import { PROBE_PATH } from "../probe/chatProbe";
import { MOST_MESSAGES } from "../store/store";

type Json = Readonly<Record<string, unknown>>;

const ref = (kind: "responses" | "schemas", name: string) => ({
  $ref: `#/components/${kind}/${name}`,
});
const json = (schema: Json, description: string) => ({
  description,
  content: { "application/json": { schema } },
});

/** A reply as server-sent events, on every path that gives one. */
const STREAM = {
  description:
    "The reply as server-sent events: `start`, `token` by `token`, then `end` or `error`. The id of an event is its number.",
  content: { "text/event-stream": { schema: { type: "string" } } },
};
const FAILURE = { default: ref("responses", "Error") };
const id = (description: string) => [
  { name: "id", in: "path", required: true, description, schema: { type: "string" } },
];
const REPLY = id("A reply's id, as its `start` event has it");
const CONVERSATION = id("A conversation's id");

const object = (properties: Json, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
});
const TEXT = { type: "string" };
const COUNT = { type: "integer", minimum: 0 };

const PATHS: Readonly<Record<string, Json>> = {
  "/api/info": {
    get: {
      summary: "What a client must know before it chats; needs no token",
      security: [],
      responses: { 200: json(ref("schemas", "Info"), "Model, sign-in and limits"), ...FAILURE },
    },
  },
  [PROBE_PATH]: {
    get: {
      summary: "Whether chats work here, for health checks of DNS; needs no token",
      security: [],
      responses: {
        200: json(object({ status: { const: "ok" }, seenSecondsAgo: COUNT }), "They do"),
        503: json(object({ status: { const: "unavailable" }, reason: TEXT }), "They do not"),
      },
    },
  },
  "/api/sign-in": {
    get: {
      summary: "To the issuer of tokens, where the page signs people in",
      security: [],
      parameters: ["state", "challenge", "redirect"].map((name) => ({
        name,
        in: "query",
        required: true,
        schema: TEXT,
      })),
      responses: { 302: { description: "To the issuer, by code with PKCE" }, ...FAILURE },
    },
  },
  "/api/token": {
    post: {
      summary: "The token for the code that the issuer gave",
      security: [],
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: object({ code: TEXT, verifier: TEXT, redirect: TEXT }) },
        },
      },
      responses: { 200: json(object({ token: TEXT }), "The token"), ...FAILURE },
    },
  },
  "/api/chats": {
    post: {
      summary: "Ask, and have the reply as it is made",
      requestBody: {
        required: true,
        content: { "application/json": { schema: ref("schemas", "ChatRequest") } },
      },
      responses: { 200: STREAM, ...FAILURE },
    },
  },
  "/api/replies/{id}": {
    get: {
      summary: "Go on with a reply after a lost connection, on any replica",
      parameters: [
        ...REPLY,
        {
          name: "Last-Event-ID",
          in: "header",
          description: "Number of the last event that the client has",
          schema: { type: "integer", minimum: 0 },
        },
        {
          name: "after",
          in: "query",
          description: "The same, for clients that cannot set the header",
          schema: { type: "integer", minimum: 0 },
        },
      ],
      responses: { 200: STREAM, ...FAILURE },
    },
  },
  "/api/replies/{id}/stop": {
    post: {
      summary: "End a reply early; what there is of it is kept",
      parameters: REPLY,
      responses: { 202: { description: "It ends, whichever replica makes it" }, ...FAILURE },
    },
  },
  "/api/conversations/{id}": {
    get: {
      summary: "A conversation's messages, and the reply that is under way",
      parameters: CONVERSATION,
      responses: { 200: json(ref("schemas", "Conversation"), "The conversation"), ...FAILURE },
    },
    delete: {
      summary: "Forget a conversation",
      parameters: CONVERSATION,
      responses: { 204: { description: "Forgotten" }, ...FAILURE },
    },
  },
  "/api/socket": {
    get: {
      summary: "The same over WebSocket, subprotocol `chatscale.v1`",
      responses: { 101: { description: "Speaks WebSocket from here on" }, ...FAILURE },
    },
  },
  "/healthz": {
    get: {
      summary: "Whether the process lives",
      security: [],
      responses: { 200: json({ type: "object" }, "It lives") },
    },
  },
  "/readyz": {
    get: {
      summary: "Whether this replica takes chats",
      security: [],
      responses: {
        200: json({ type: "object" }, "It does"),
        503: json({ type: "object" }, "It is leaving"),
      },
    },
  },
};

const MESSAGES = { type: "array", maxItems: MOST_MESSAGES, items: ref("schemas", "Message") };

const SCHEMAS: Json = {
  Message: object({
    role: { enum: ["user", "assistant"] },
    content: { type: "string", description: `At most ${LONGEST_MESSAGE} bytes of UTF-8` },
  }),
  ChatRequest: object(
    {
      conversation: { type: "string", description: "Its stored history stands before the message" },
      messages: { ...MESSAGES, minItems: 1 },
      replaceFrom: { ...COUNT, description: "Keeps only so many of the stored messages" },
    },
    ["messages"],
  ),
  Info: object({
    model: TEXT,
    demo: { type: "boolean" },
    auth: { enum: ["none", "bearer", "oidc"] },
    signIn: { type: "boolean" },
    limits: object({ messageBytes: COUNT, messages: COUNT, longestReplySeconds: COUNT }),
  }),
  Conversation: object(
    { conversation: TEXT, messages: MESSAGES, pending: object({ reply: TEXT }) },
    ["conversation", "messages"],
  ),
  Error: object({
    error: object({ code: TEXT, message: TEXT, retryAfterSeconds: { type: "number" } }, [
      "code",
      "message",
    ]),
  }),
};

/** The API in OpenAPI 3.1, of the same limits that the gateway holds clients to. */
export function openApi(): Json {
  return {
    openapi: "3.1.0",
    info: { title: "chatscale gateway", version: "1" },
    security: [{}, { token: [] }],
    paths: PATHS,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      responses: {
        Error: {
          ...json(ref("schemas", "Error"), "What is wrong, and with Retry-After when to try again"),
        },
      },
      schemas: SCHEMAS,
    },
  };
}
