// The core: on every page, and small. Pages are whole without it.
import { completeNames } from "./core/combobox";
import { copyOnClick } from "./core/copying";
import { drawDays } from "./core/days";
import { openLinked } from "./core/folded";
import { afterPaint } from "./core/page";
import { savePictures } from "./core/picture";

document.documentElement.dataset["scripted"] = "";
copyOnClick();
openLinked();
savePictures();
afterPaint(() => {
  completeNames();
  drawDays();
});
