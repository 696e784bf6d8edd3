/** What a replica uses; CPU in thousandths, memory in MiB. */
export interface ReplicaUse {
  readonly cpuRequest: number;
  readonly idleCpu: number;
  readonly cpuPerChat: number;
  readonly memoryRequest: number;
  readonly idleMemory: number;
  readonly memoryPerChat: number;
}

/** CPU of a replica with so many chats in the works, in thousandths. */
export function cpuOf({ idleCpu, cpuPerChat }: ReplicaUse, chats: number): number {
  return Math.round(idleCpu + cpuPerChat * chats);
}

/** Memory of a replica with so many chats in the works, in KiB; never above the limit. */
export function memoryOf(
  { idleMemory, memoryPerChat, memoryRequest }: ReplicaUse,
  chats: number,
): number {
  return Math.round(1024 * Math.min(memoryRequest, idleMemory + memoryPerChat * chats));
}
