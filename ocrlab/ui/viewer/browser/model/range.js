// Range: which value of a parameter does a position of its slider mean?
//
// The slider runs over whole steps, or over a thousand even ratios where there is no step (a logarithmic range).

import { clamp } from "./rectangle.js";

const RATIOS = 1000;

// The last position; the first is 0.
export function positions({ low, high, step }) {
  return step ? Math.round((high - low) / step) : RATIOS;
}

export function settingAt(position, { low, high, step }) {
  const value = step ? low + position * step : low * (high / low) ** (position / RATIOS);
  return clamp(Number(value.toPrecision(step ? 12 : 4)), low, high);
}

export function positionOf(value, { low, high, step }) {
  return Math.round(step ? (value - low) / step : (RATIOS * Math.log(value / low)) / Math.log(high / low));
}
