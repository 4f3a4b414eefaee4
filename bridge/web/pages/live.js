// Parts of a page with data-live, the seconds between two looks, are brought up to date without losing one's place.
"use strict";

const parts = () => document.querySelectorAll("[data-live][id]");
const every = Math.min(...Array.from(parts(), (part) => Number(part.dataset.live)));

async function look() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html", "Mpos-Live": "1" } });
  if (answer.redirected) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts()) {
    const news = fresh.getElementById(part.id);
    if (news && news.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
      part.innerHTML = news.innerHTML;
    }
  }
  document.body.classList.remove("stale");
}

if (Number.isFinite(every)) {
  setInterval(() => look().catch(() => document.body.classList.add("stale")), every * 1000);
}
