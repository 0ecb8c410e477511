// The core: on every page, and small. Pages are whole without it.
import { completeNames } from "./core/combobox";
import { copyOnClick } from "./core/copying";
import { drawDays } from "./core/days";
import { openLinked } from "./core/folded";
import { savePictures } from "./core/picture";

document.documentElement.dataset["scripted"] = "";
completeNames();
copyOnClick();
openLinked();
savePictures();
drawDays();
