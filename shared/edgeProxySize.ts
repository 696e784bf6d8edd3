/** How many edge proxies there are, and how large each is. */
export interface EdgeProxySize {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** CPU request of one, in thousandths of a virtual CPU. */
  readonly millicores: number;
  /** Memory request and limit of one, in MiB. */
  readonly mebibytes: number;
  /** Streams that one carries at most. */
  readonly maxStreams: number;
}

/** One in each zone. */
const FEWEST = 3;

/**
 * CPU to pass on one piece of a reply over TLS, in microseconds: 25 measured with Envoy 1.40 on
 * x86-64 and HTTP/1.1 clients, 400 to 1,200 streams.
 */
const MICROSECONDS_PER_TOKEN = 25;

/** Memory of an idle Envoy 1.40, in MiB: 64 measured. */
const IDLE_MEBIBYTES = 64;

/** Memory of one open stream, in KiB: 52 measured, and as much again for a client that reads slowly. */
const KIBIBYTES_PER_STREAM = 104;

/** Above this CPU request, in thousandths, further proxies are added instead of larger ones. */
const LARGEST_MILLICORES = 500;

/**
 * The edge proxies for a number of streams: at the largest scale and full speed all of them use
 * what they request, and the fewest have memory enough when one of them is lost.
 * @param streams open at once at the largest scale
 * @param tokensPerSecond pieces of a reply that each stream carries in a second
 */
export function edgeProxySize(streams: number, tokensPerSecond: number): EdgeProxySize {
  const peak = (streams * tokensPerSecond * MICROSECONDS_PER_TOKEN) / 1000;
  const each = Math.max(100, roundUp(peak / FEWEST, 50));
  const millicores = Math.min(LARGEST_MILLICORES, each);
  const maxStreams = Math.ceil(streams / (FEWEST - 1));
  return {
    minReplicas: FEWEST,
    maxReplicas: Math.max(FEWEST, Math.ceil(peak / millicores)),
    millicores,
    mebibytes: roundUp(IDLE_MEBIBYTES + (maxStreams * KIBIBYTES_PER_STREAM) / 1024, 32),
    maxStreams,
  };
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
