import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/liff/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: ["es2020", "safari14", "chrome87"],
    // The strict Content-Security-Policy knows no inline script and no data: scripts.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
  test: { include: ["{src,tools}/**/*.test.{ts,tsx}"], environment: "happy-dom" },
});
