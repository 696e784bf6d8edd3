module chatscale.test/secretsstore

go 1.26

require sigs.k8s.io/secrets-store-csi-driver v1.5.3
