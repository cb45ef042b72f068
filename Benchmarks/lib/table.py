"""The table that a benchmark prints: what, how much, the aim, and whether it is met."""


class Table:
    def __init__(self):
        self.rows = []

    def section(self, title):
        self.rows.append((title,))

    def add(self, name, value, aim="", met=None):
        mark = "" if met is None else ("met" if met else "MISSED")
        self.rows.append((name, value, aim, mark))
        print(f"  {name}: {value} {aim} {mark}".rstrip(), flush=True)

    def show(self):
        cells = [row for row in self.rows if len(row) > 1]
        widths = [max([len(row[i]) for row in cells] or [0]) for i in range(4)]
        print()
        for row in self.rows:
            if len(row) == 1:
                print(f"\n{row[0]}")
            else:
                print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())

    def markdown(self):
        """The table as a page: a section for each part."""
        lines = []
        for row in self.rows:
            if len(row) == 1:
                lines += ["", f"## {row[0]}", "", "| what | figure | aim | |", "|---|---|---|---|"]
            else:
                lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
        return "\n".join(lines) + "\n"
