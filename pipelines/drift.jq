# What the events of a refresh say is not as it was left: a line each, without any value.
def changed: (.detailedDiff // {} | keys) as $paths
  | if ($paths | length) > 0 then $paths else (.diffs // []) end | unique;

[.[] | .resOutputsEvent.metadata | values | select(.op == "update" or .op == "delete")]
| sort_by(.urn)[]
| (.urn | split("::")) as $urn
| "- \(if .op == "delete" then "gone" else "changed" end) `\($urn[2] | split("$")[-1])` `\($urn[-1])`"
  + (changed | if length > 0 then ": `\(join(", "))`" else "" end)
