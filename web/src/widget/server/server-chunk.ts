// The script that talks to a server of ours: what is counted there, and with consent kept.

import { handOver } from "../hand-over.ts";
import { createServerLink } from "./server-link.ts";

handOver(createServerLink);
