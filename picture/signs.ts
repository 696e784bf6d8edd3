import type { Kind } from "./types";

/** A small drawing of what a part is for, of strokes in a square of 18 by 18. */
export const SIGNS: Readonly<Record<Kind, string>> = {
  // A head and shoulders.
  people: "M9 9a3.4 3.4 0 1 0 0-6.8a3.4 3.4 0 1 0 0 6.8M2.5 16c.6-4 3-5.6 6.5-5.6s5.9 1.6 6.5 5.6",
  // A cloud.
  outside:
    "M5.200 14.500a3.600 3.600 0 0 1-.3-7.200a4.600 4.600 0 0 1 8.800-.3a3.800 3.800 0 0 1-.5 7.500z",
  // One line that becomes three.
  entry:
    "M2 9h5M7 9c3 0 3-5.500 6-5.500h2M7 9h8M7 9c3 0 3 5.500 6 5.500h2M13.500 2l2 1.500l-2 1.500M13.500 7.500l2 1.500l-2 1.500M13.500 13l2 1.500l-2 1.500",
  // A cube.
  compute:
    "M9 1.800l6.500 3.600v7.200L9 16.200l-6.500-3.600V5.400zM2.500 5.400L9 9l6.500-3.600M9 9v7.200",
  // A chip with legs.
  machines:
    "M4.500 4.500h9v9h-9zM7.500 7.500h3v3h-3zM6.500 4.500V2M11.500 4.500V2M6.500 16v-2.500M11.500 16v-2.500M4.500 6.500H2M4.500 11.500H2M16 6.500h-2.500M16 11.500h-2.500",
  // A drum.
  data: "M3 4.500c0-3.200 12-3.200 12 0s-12 3.200-12 0v9c0 3.200 12 3.200 12 0v-9M3 9c0 3.200 12 3.200 12 0",
  // Messages in a row.
  messages:
    "M1.800 5.500h4v7h-4zM7.500 5.500h4v7h-4zM13.200 9h3.300M15 7.200l1.800 1.800L15 10.800",
  // A key.
  secrets:
    "M6 12.800a3.300 3.300 0 1 0 0-6.600a3.300 3.300 0 1 0 0 6.600M9.200 9h7.300v3M13.200 9v2.400",
  // Layers.
  images: "M9 2l7 3.600L9 9.200L2 5.600zM2 9l7 3.600L16 9M2 12.400L9 16l7-3.600",
  // A bell.
  watch: "M3.500 13.500h11l-1.500-2V8c0-5-8-5-8 0v3.500zM7.300 15.800h3.400M9 4.200V2.200",
  // A globe.
  network:
    "M9 16a7 7 0 1 0 0-14a7 7 0 1 0 0 14M2 9h14M9 2c-4.500 4-4.500 10 0 14c4.500-4 4.500-10 0-14",
};
