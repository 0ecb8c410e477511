// The core: on every page, and small. Pages are whole without it.

document.documentElement.dataset["scripted"] = "";
