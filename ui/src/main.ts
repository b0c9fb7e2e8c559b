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

createApp(App).use(words).use(routes).mount("#app");
