// The script that draws questions: forms, and single fields that want more than a line of text.

import { handOver } from "../hand-over.ts";
import { createAskView } from "./ask-view.ts";

handOver(createAskView);
