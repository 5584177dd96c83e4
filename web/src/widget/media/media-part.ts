// What the panel and the script that draws media promise each other.

import type { Media, Option } from "../../engine/events.ts";
import type { DrawLink } from "../view/token-view.ts";

export interface MediaContext {
  readonly shadow: ShadowRoot; // for its stylesheet
  readonly language: string;
  readonly manifestUrl: string;
  readonly drawLink: DrawLink;
  choose(option: Option): void;
}

/** Draws the media of one message. Buttons that choose have the class "action". */
export type CreateMediaView = (media: readonly Media[], context: MediaContext) => HTMLElement;
