// The Kubernetes provider of Pulumi, as its own main package starts it. Its schema is left out: that
// is generated at a release, and only tools for authors of programs ask for it.
package main

import (
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version"
)

func main() {
	provider.Serve("kubernetes", version.Version, []byte("{}"), nil)
}
