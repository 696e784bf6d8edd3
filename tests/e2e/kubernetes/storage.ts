import type { KubernetesApi } from "./api";

const CLASS = "test";

/** A default class of storage with one disk, which stands in for a cluster's provisioner. */
export async function addDisk(api: KubernetesApi, size: string): Promise<void> {
  await api.create({
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: {
      name: CLASS,
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    },
    provisioner: "kubernetes.io/no-provisioner",
  });
  await api.create({
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: "disk" },
    spec: {
      storageClassName: CLASS,
      capacity: { storage: size },
      accessModes: ["ReadWriteOnce"],
      persistentVolumeReclaimPolicy: "Retain",
      hostPath: { path: "/disk" },
    },
  });
}
