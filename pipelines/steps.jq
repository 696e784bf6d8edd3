# What a preview's events say of its steps, one line each, sorted: the operation, the resource, and
# the properties that change. The last line is all inputs, old and new, for a digest. No value is in the
# other lines.
def changed: (.detailedDiff // {} | keys) as $paths
  | if ($paths | length) > 0 then $paths else (.diffs // []) end | unique;

# The parts of a replacement come one by one; the whole of it is enough.
[.[] | .resourcePreEvent.metadata | values
  | select(.op | IN("same", "create-replacement", "delete-replaced", "read") | not)] as $steps
| [.[] | .resOutputsEvent.metadata | values
  | select(.type == "pulumi:pulumi:Stack" and .op == "same" and .old.outputs != .new.outputs)] as $outputs
| ($steps | map([.op, .urn, (changed | join(", "))] | @tsv) | sort[]),
  ($outputs | map(["update", .urn, "outputs"] | @tsv) | unique[]),
  ($steps | map([.op, .urn, .old.inputs, .new.inputs]) | sort | tojson)
