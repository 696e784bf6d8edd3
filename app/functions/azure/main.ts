import { app, output } from "@azure/functions";
import { SettingsReader } from "../settings";
import { createWebhook } from "./webhook";
import { createWorker } from "./worker";

// One package for two apps: the one that the Internet reaches has neither the worker's rights nor
// its secrets.
const reader = new SettingsReader(process.env);
const own = reader.oneOf("FUNCTION", "webhook", "worker");
const queueName = reader.text("QUEUE_NAME");
reader.check();

/** The prefix of the settings that lead to the queue by identity. */
const queue = { queueName, connection: "ServiceBusConnection" };

if (own === "webhook") {
  const events = output.serviceBusQueue(queue);
  const webhook = createWebhook(process.env);
  app.http("webhook", {
    route: "webhook",
    methods: ["POST"],
    // The signature says who may call: a key in the address would only end in logs.
    authLevel: "anonymous",
    extraOutputs: [events],
    handler: (request, context) =>
      webhook(request, context, (text) => context.extraOutputs.set(events, text)),
  });
} else {
  app.serviceBusQueue("worker", {
    ...queue,
    // One message a call: a call that fails gives back all its messages, so that in a batch one
    // message that fails would have the others answered again.
    cardinality: "one",
    handler: createWorker(process.env),
  });
}
