"""What holds for every case there could be, and the nearest change that turns a refusal: the law as formulas for Z3."""
