/** The pages on made-up data, for looking at them without a desk behind. Never built into the application. */
import { mergeConfig } from "vite";
import base from "../vite.config";

export default mergeConfig(base, { root: ".", server: { port: 5199, strictPort: true } });
