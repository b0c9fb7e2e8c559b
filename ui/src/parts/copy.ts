/** A copy that shares nothing: records are plain data, as they go over the wire. */
export function copyOf<Record>(record: Record): Record {
  return JSON.parse(JSON.stringify(record)) as Record;
}
