/** Where one can go. */
import { createRouter, createWebHashHistory } from "vue-router";
import Workbench from "./screens/Workbench.vue";

export const routes = createRouter({
  history: createWebHashHistory(),
  scrollBehavior: () => ({ top: 0 }),
  routes: [
    { path: "/", redirect: "/workbench" },
    { path: "/workbench", name: "workbench", component: Workbench },
    { path: "/intake", name: "intake", component: () => import("./screens/Intake.vue") },
    { path: "/cases", name: "cases", component: () => import("./screens/Cases.vue") },
    { path: "/cases/:file", name: "case", component: () => import("./screens/Case.vue"), props: true },
    { path: "/talents", name: "talents", component: () => import("./screens/Talents.vue") },
    { path: "/talents/:file", name: "talent", component: () => import("./screens/Talent.vue"), props: true },
    { path: "/employers", name: "employers", component: () => import("./screens/Employers.vue") },
    { path: "/employers/:file", name: "employer", component: () => import("./screens/Employer.vue"), props: true },
    { path: "/items", name: "items", component: () => import("./screens/Items.vue") },
    { path: "/calendar", name: "calendar", component: () => import("./screens/Calendar.vue") },
    { path: "/papers", name: "papers", component: () => import("./screens/Papers.vue") },
    { path: "/volumes", name: "volumes", component: () => import("./screens/Volumes.vue") },
    { path: "/sync", name: "sync", component: () => import("./screens/Unsettled.vue") },
    { path: "/settings", name: "settings", component: () => import("./screens/Settings.vue") },
    { path: "/:rest(.*)", redirect: "/workbench" },
  ],
});
