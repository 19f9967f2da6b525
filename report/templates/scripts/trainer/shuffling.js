// Shuffles by a seed, so that an address with the same seed gives the same order.
const shuffling = (() => {
  // Random numbers from 0 to 1 (Mulberry32, seeded by FNV-1a of the text).
  const randomFrom = (seed) => {
    let state = 0x811c9dc5;
    for (const sign of seed) state = Math.imul(state ^ sign.codePointAt(0), 0x01000193);
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  };
  const shuffled = (values, seed) => {
    const random = randomFrom(seed);
    const result = [...values];
    for (let last = result.length - 1; last > 0; last -= 1) {
      const other = Math.floor(random() * (last + 1));
      [result[last], result[other]] = [result[other], result[last]];
    }
    return result;
  };
  // The same values, none after another of its group while another group has any left: the largest group comes first.
  const spread = (values, groupOf) => {
    const groups = Map.groupBy(values, groupOf);
    const result = [];
    let last;
    while (result.length < values.length) {
      const left = [...groups].filter(([, members]) => members.length);
      const others = left.filter(([group]) => group !== last);
      const [group, members] = (others.length ? others : left).reduce((one, other) =>
        other[1].length > one[1].length ? other : one);
      result.push(members.shift());
      last = group;
    }
    return result;
  };
  const newSeed = () => Math.random().toString(36).slice(2, 8).padEnd(6, "0");
  return { shuffled, spread, newSeed };
})();
