/** The page that says how an account is connected. */

import { speak } from "./words.js";

speak(document);
