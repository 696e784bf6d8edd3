/** A condition of a log query: that a column has one of these values. */
export function anyOf(column: string, values: readonly string[]): string {
  return `${column} in (${values.map((value) => `"${value}"`).join(", ")})`;
}

/** The newest lines of the pods of some namespaces, as a log query. */
export function newestLines(namespaces: readonly string[]): string {
  return [
    "ContainerLogV2",
    `where ${anyOf("PodNamespace", namespaces)}`,
    "top 200 by TimeGenerated desc",
    "project TimeGenerated, PodName, LogLevel, LogMessage = tostring(LogMessage)",
  ].join("\n| ");
}
