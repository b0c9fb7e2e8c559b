import vue from "@vitejs/plugin-vue";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [vue()],
  base: "./",
  resolve: { alias: { "@": here("src"), "@words": here("../words") } },
  define: { __INTLIFY_DROP_MESSAGE_COMPILER__: false, __VUE_I18N_LEGACY_API__: false, __VUE_I18N_FULL_INSTALL__: false },
  build: { target: "es2022", outDir: "dist", chunkSizeWarningLimit: 1200, assetsInlineLimit: 0 },
  server: { fs: { allow: [here("..")] } },
  test: { environment: "happy-dom", include: ["tests/**/*.test.ts"], server: { deps: { inline: ["element-plus"] } } },
});
