import "./tokens.css";
import "./base.css";
import { createApp } from "vue";
import App from "./App.vue";
import { routes } from "./routes";
import { words } from "./words";

createApp(App).use(words).use(routes).mount("#app");
