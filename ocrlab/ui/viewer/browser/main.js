// Main: how does Streamlit put a viewer on the page, and take it down?

import { surface } from "./parts/dom.js";
import { Viewer } from "./viewer.js";

const NEEDED = ["ResizeObserver", "DecompressionStream"];

export default function mount({ data, parentElement, setTriggerValue, setStateValue }) {
  const root = parentElement.querySelector(".viewer");
  try {
    for (const name of NEEDED) if (!window[name]) throw new Error(`it has no ${name}`);
    if (!surface(1, 1).getContext("2d")) throw new Error("it has no canvas");
    root.viewer ??= new Viewer(root, data.key, { boxes: data.boxes, colourBy: data.colour_by });
    Object.assign(root.viewer, { send: setTriggerValue, setState: setStateValue });
    root.viewer.update(data);
  } catch (error) {
    console.warn(error);
    setStateValue("failed", `${error.message || error}`); // Python shows plain images instead
  }
  // Streamlit also calls this for a superseded run while the component stays where it is.
  return () => setTimeout(() => root.isConnected || root.viewer?.stop());
}
