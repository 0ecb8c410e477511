// Each script in src/ is an entry of its own: a page loads the core and what it needs besides.
import { readdirSync } from "node:fs";
import { defineConfig } from "vite";
import { usMap } from "./us-map.js";

const entries = readdirSync(new URL("src", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".d.ts"))
  .map((entry) => `src/${entry.name}`);

export default defineConfig({
  base: "./", // so that the server may be at any path
  publicDir: false,
  logLevel: "warn",
  plugins: [usMap()],
  build: {
    outDir: "../src/whoshares/server/http/static",
    emptyOutDir: true,
    assetsDir: "",
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // what is inlined as data: the Content-Security-Policy would refuse
    chunkSizeWarningLimit: 2000,
    target: "es2022",
    rolldownOptions: { input: entries },
  },
});
