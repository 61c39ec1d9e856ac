// A letter can be printed by a button.

const print = document.querySelector('#print');
print.hidden = false;
print.addEventListener('click', () => window.print());
