// The script that carries out what leaves the conversation, and tells the visitor what became of it.

import { handOver } from "../hand-over.ts";
import { createErrands } from "./errands.ts";

handOver(createErrands);
