import "./tokens.css";
import "./base.css";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { createApp } from "vue";
import App from "./App.vue";
import { routes } from "./routes";
import { words } from "./words";

// The kit's calendar begins the week on Monday, in every language of the screens.
dayjs.locale("zh-cn");

// A file let go beside a place for files must not replace the page.
for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());

createApp(App).use(words).use(routes).mount("#app");
