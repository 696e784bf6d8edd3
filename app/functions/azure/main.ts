import { app, output } from "@azure/functions";
import { createFunctions } from "./functions";

const { webhook, worker, queue } = createFunctions(process.env);

const events = output.serviceBusQueue(queue);

app.http("webhook", {
  route: "webhook",
  methods: ["POST"],
  // The signature says who may call: a key in the address would only end in logs.
  authLevel: "anonymous",
  extraOutputs: [events],
  handler: (request, context) =>
    webhook(request, context, (text) => context.extraOutputs.set(events, text)),
});

app.serviceBusQueue("worker", {
  ...queue,
  // One message a call: a call that fails gives back all its messages, so that in a batch one
  // message that fails would have the others answered again.
  cardinality: "one",
  handler: worker,
});
