// The trainer in the address: mode, topic, level and session, as in #trainer?mode=mock&topic=optimizers&session=k3x9a2.
const trainerAddress = (() => {
  const PLACE = "trainer";
  const FIELDS = ["mode", "topic", "level", "session"];
  const MODES = ["review", "mock", "predict", "code", "curves"];

  // What an address asks for; null where it leads to another place of the page.
  const read = (hash) => {
    const [place, query = ""] = hash.replace(/^#/, "").split("?");
    if (place !== PLACE) return null;
    const given = new URLSearchParams(query);
    const wanted = Object.fromEntries(FIELDS.map((name) => [name, given.get(name) ?? ""]));
    return MODES.includes(wanted.mode) ? wanted : { ...wanted, mode: "", session: "" };
  };
  const write = (wanted) => {
    const given = FIELDS.filter((name) => wanted[name]).map((name) => [name, wanted[name]]);
    return [`#${PLACE}`, ...(given.length ? [new URLSearchParams(given)] : [])].join("?");
  };
  return { read, write, MODES };
})();
