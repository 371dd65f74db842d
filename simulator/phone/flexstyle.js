// @ts-check
/**
 * Sizes in Flex messages, and conversion of style values. A value that does not have one of LINE's
 * formats is dropped, so that a message cannot inject anything else into a style.
 */

/** Text and icon sizes in CSS pixels. @type {Record<string, number>} */
export const TEXT_SIZES = {
  xxs: 11, xs: 13, sm: 14, md: 16, lg: 19, xl: 22, xxl: 29, "3xl": 35, "4xl": 48, "5xl": 74,
};

/** Image widths in CSS pixels; `full` is the whole width. @type {Record<string, number>} */
const IMAGE_SIZES = {
  xxs: 40, xs: 60, sm: 80, md: 100, lg: 120, xl: 140, xxl: 160, "3xl": 180, "4xl": 200, "5xl": 220,
};

/** @type {Record<string, number>} */
const SPACES = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };

/** @type {Record<string, string>} */
const BORDERS = {
  none: "0", light: "0.5px", normal: "1px", medium: "2px", "semi-bold": "3px", bold: "4px",
};

/** @type {Record<string, string>} */
const ALIGNMENTS = {
  "flex-start": "flex-start", center: "center", "flex-end": "flex-end",
  "space-between": "space-between", "space-around": "space-around", "space-evenly": "space-evenly",
};

const PIXELS = /^\d{1,4}(\.\d{1,4})?px$/;
const PERCENT = /^\d{1,3}(\.\d{1,4})?%$/;
const OFFSET = /^-?\d{1,4}(\.\d{1,4})?(px|%)$/;
const COLOUR = /^#([0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/;
const ANGLE = /^-?\d{1,3}(\.\d{1,4})?deg$/;

/** @param {unknown} value @returns {string | undefined} */
export function colour(value) {
  return typeof value === "string" && COLOUR.test(value) ? value : undefined;
}

/** @param {unknown} value @returns {string | undefined} */
export function length(value) {
  return typeof value === "string" && (PIXELS.test(value) || PERCENT.test(value)) ? value : undefined;
}

/** Converts a keyword from none to xxl, pixels or a percentage to CSS. @param {unknown} value @returns {string | undefined} */
export function space(value) {
  if (typeof value !== "string") return undefined;
  return Object.hasOwn(SPACES, value) ? `${SPACES[value]}px` : length(value);
}

/** A space that may be negative. @param {unknown} value @returns {string | undefined} */
export function offset(value) {
  return typeof value === "string" && OFFSET.test(value) ? value : space(value);
}

/** @param {unknown} value @returns {string | undefined} */
export function border(value) {
  if (typeof value !== "string") return undefined;
  return Object.hasOwn(BORDERS, value) ? BORDERS[value] : length(value);
}

/** @param {unknown} value @returns {string | undefined} */
export function textSize(value) {
  if (typeof value !== "string") return undefined;
  return Object.hasOwn(TEXT_SIZES, value) ? `${TEXT_SIZES[value]}px` : length(value);
}

/** @param {unknown} value @returns {string} */
export function imageSize(value) {
  if (value === "full") return "100%";
  if (typeof value !== "string") return `${IMAGE_SIZES.md}px`;
  return Object.hasOwn(IMAGE_SIZES, value) ? `${IMAGE_SIZES[value]}px` : (length(value) ?? "100px");
}

/** Converts "20:13" to CSS. @param {unknown} value @returns {string} */
export function aspectRatio(value) {
  const match = typeof value === "string" ? /^(\d{1,5}):(\d{1,5})$/.exec(value) : null;
  return match && match[1] !== "0" && match[2] !== "0" ? `${match[1]} / ${match[2]}` : "1 / 1";
}

/** Converts justifyContent and alignItems to CSS. @param {unknown} value @returns {string | undefined} */
export function alignment(value) {
  return typeof value === "string" && Object.hasOwn(ALIGNMENTS, value) ? ALIGNMENTS[value] : undefined;
}

/** @param {any} value @returns {string | undefined} */
export function gradient(value) {
  if (value?.type !== "linearGradient" || !ANGLE.test(value.angle)) return undefined;
  const [start, centre, end] = [value.startColor, value.centerColor, value.endColor].map(colour);
  if (!start || !end) return undefined;
  const position = PERCENT.test(value.centerPosition) ? ` ${value.centerPosition}` : " 50%";
  const middle = centre ? `${centre}${position}, ` : "";
  return `linear-gradient(${value.angle}, ${start}, ${middle}${end})`;
}
