// The script that makes printable pages.

import { handOver } from "../hand-over.ts";
import { openDocument } from "./open-document.ts";

handOver(openDocument);
