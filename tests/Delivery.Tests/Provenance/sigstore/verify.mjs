// node verify.mjs BUNDLE.sigstore.json KEY.pub: exit code 0 if Sigstore's own library accepts the signature.
import { readFileSync } from "node:fs";
import { createPublicKey } from "node:crypto";
import { bundleFromJSON } from "@sigstore/bundle";
import { toSignedEntity, Verifier } from "@sigstore/verify";

const [bundle, key] = process.argv.slice(2);
const publicKey = createPublicKey(readFileSync(key));
const trust = { certificateAuthorities: [], timestampAuthorities: [], tlogs: [], ctlogs: [] };
const verifier = new Verifier(
  { ...trust, publicKey: () => ({ publicKey, validFor: () => true }) },
  { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });

try {
  verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(readFileSync(bundle, "utf8")))));
} catch (error) {
  console.error(error.code ?? "", error.message);
  process.exit(1);
}
