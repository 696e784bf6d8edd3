import type { Side } from "../../../shared/failover/side";

/** Two sides that are well as a pair. */
export const PRIMARY: Side = {
  cloud: "aws",
  region: "us-east-1",
  peerStack: "prod-azure",
  role: "primary",
  hostname: "chat.example.com",
  ownHostname: "aws.chat.example.com",
  peerHostname: "azure.chat.example.com",
  share: 100,
  plannedPeak: 3000,
  places: 6000,
  keepsName: true,
  image: "sha256:1",
  auth: "oidc https://login.example.com chat",
};
export const SECONDARY: Side = {
  ...PRIMARY,
  cloud: "azure",
  region: "eastus",
  peerStack: "prod-aws",
  role: "secondary",
  ownHostname: "azure.chat.example.com",
  peerHostname: "aws.chat.example.com",
  keepsName: false,
};
