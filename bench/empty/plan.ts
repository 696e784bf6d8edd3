import { planStack } from "../../plan/run";

async function main(): Promise<void> {
  const plan = await planStack({ projectDir: __dirname, stack: "empty" });
  console.log(JSON.stringify(plan));
}

void main();
