// Files can be dropped anywhere on the form; what was chosen is told by name and size.

const LIMIT = 64 * 1024 * 1024;
const files = document.querySelector('#files');

if (files) {
  const drop = files.closest('.drop');
  const told = document.querySelector('#chosen');
  const tell = () => {
    const all = [...files.files];
    const size = all.reduce((sum, file) => sum + file.size, 0);
    const mib = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(size / 1024 / 1024);
    told.textContent = all.length === 0 ? '' : `${all.map((file) => file.name).join(', ')} · ${mib} / 64 MiB`;
    files.toggleAttribute('aria-invalid', size > LIMIT);
  };
  for (const name of ['dragover', 'dragenter']) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
  }
  for (const name of ['dragleave', 'drop']) drop.addEventListener(name, () => drop.classList.remove('over'));
  drop.addEventListener('drop', (event) => {
    event.preventDefault();
    files.files = event.dataTransfer.files;
    tell();
  });
  files.addEventListener('change', tell);
}
