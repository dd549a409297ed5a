/** The page that an account's connection will start from. */

import { speak } from "./words.js";

speak(document);
