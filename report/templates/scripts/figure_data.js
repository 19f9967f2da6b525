// The data of a figure are stored compressed. Saving them gives plain CSV; without this script it gives the .csv.gz.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a.data");
  if (!link?.download.endsWith(".gz") || !window.DecompressionStream) return;
  event.preventDefault();
  const bytes = Uint8Array.from(atob(link.href.split(",")[1]), (sign) => sign.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  link.href = `data:text/csv;charset=utf-8,${encodeURIComponent(await new Response(plain).text())}`;
  link.download = link.download.replace(/\.gz$/, "");
  link.click();
});
