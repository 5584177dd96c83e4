// `npx chatlet …`: starts the worker that is the command, gives it the signals it asks for, and ends as it ends.

import { constants } from "node:os";
import { Worker } from "node:worker_threads";
import { confirmCaught, newGateMemory, noteSignal, type WorkerMessage } from "./signal-gate.ts";

const gate = newGateMemory();
const worker = new Worker(new URL("./command-worker.js", import.meta.url), {
  workerData: { gate, words: process.argv.slice(2) },
});

function onMessage(message: WorkerMessage): void {
  switch (message.kind) {
    case "catch":
      for (const [name, number] of Object.entries(constants.signals)) {
        if (number === message.signal) process.on(name, () => noteSignal(gate, number));
      }
      return confirmCaught(gate);
    case "exit":
      process.exitCode = message.code;
      // A watched signal would keep the program from ending.
      return process.exit();
  }
}

worker.on("message", onMessage);
worker.on("error", (error) => {
  console.error(`chatlet: ${error.message}`);
  process.exit(1);
});
