import * as Automerge from "@automerge/automerge";

const bits = (number) => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  return view.getBigUint64(0).toString(16).padStart(16, "0");
};

/** One text for one value, whoever writes it; a number is the bits of a double, a time its milliseconds. */
export function canonical(value) {
  if (Automerge.isImmutableString(value)) return `s${Buffer.from(value.val, "utf8").toString("base64")}`;
  if (value instanceof Date) return `n${bits(value.getTime())}`;
  if (typeof value === "number") return `n${bits(value)}`;
  if (typeof value === "boolean") return `b${value}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${name}=${canonical(value[name])}`).join(",")}}`;
}
