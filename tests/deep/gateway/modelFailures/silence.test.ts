import { begin, CHATS, DONE, FailingModel, STOP, tokenEvent, type Behave } from "./failingModel";

describe("a model that is slow or silent", function () {
  this.timeout(120_000);
  const model = FailingModel.use({
    CONCURRENT_CHATS: String(CHATS),
    MODEL_FIRST_TOKEN_SECONDS: "4",
    MODEL_SILENCE_SECONDS: "2",
  });

  it("is waited for when it is slow to begin", async () => {
    await model.endsAll(
      (response) => {
        begin(response);
        response.write(": thinking\n\n");
        setTimeout(() => response.end(tokenEvent("late") + STOP + DONE), 1500);
      },
      "stop",
      "late",
      1,
    );
  });

  it("is given up when it never begins, even though it says that it lives", async () => {
    const hang: Behave = () => undefined;
    await model.endsAll(hang, "model_timeout", "", 1);
    const alive: Behave = (response) => {
      begin(response);
      const timer = setInterval(() => response.write(": alive\n\n"), 100);
      response.on("close", () => clearInterval(timer));
    };
    await model.endsAll(alive, "model_timeout", "", 1);
  });

  it("is given up when it falls silent", async () => {
    await model.endsAll(
      (response) => {
        begin(response);
        response.write(tokenEvent("half"));
      },
      "model_timeout",
      "half",
      1,
    );
  });
});
