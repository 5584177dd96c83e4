// The script that draws pictures, cards, carousels, recordings and files of a message.

import { handOver } from "../hand-over.ts";
import { createMediaView } from "./media-view.ts";

handOver(createMediaView);
