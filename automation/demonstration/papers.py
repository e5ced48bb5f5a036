"""What happens to a voucher after the service (凭证的去向): struck off, filed, cash and invoices."""

from __future__ import annotations

from datetime import datetime, timedelta

from automation.after_sales.registers.common import PAID
from automation.demonstration import people
from automation.demonstration.office import Office


class Papers:
    """The papers of one call that is done."""

    def __init__(self, office: Office, call_no: str, clerk: str) -> None:
        self.office, self.random, self.call_no, self.clerk = office, office.random, call_no, clerk
        self.voucher_no = office.row("calls", call_no).voucher_no

    def after_service(self, done_at: datetime) -> None:
        """Everything that follows a service done on the spot at ``done_at``."""
        voucher = self.office.row("vouchers", self.voucher_no)
        self.strike_and_file(done_at)
        if voucher.collected:
            self._cash(done_at)
        elif (voucher.parts_fee or 0) + (voucher.labour_fee or 0):
            evening = self.office.evening(max(done_at, self.office.time), "16:50", "17:40")
            self.office.at(evening, self.invoice, 4 if voucher.kind == PAID else 8)

    def strike_and_file(self, done_at: datetime) -> None:
        """The voucher comes back to the centre the same evening or the next morning, and is filed by the next working day."""
        told = max(done_at, self.office.time)
        if self.random.random() < 0.75 and told.date() == done_at.date():
            struck = self.office.evening(told, "16:40", "17:45")
        else:
            struck = max(self.office.between(self.office.workday(done_at, 1), "08:52", "09:25"), told + timedelta(minutes=5))
        if self.random.random() < 0.7:
            filed = struck + timedelta(minutes=self.random.randint(5, 15))
        else:
            filed = self.office.between(self.office.workday(struck, 1), "09:00", "16:30")
        self.office.at(struck, self.strike_off)
        self.office.at(filed, self.file)

    def strike_off(self) -> None:
        """注销."""
        self.office.do_at("strike_off", self.clerk, "calls", self.call_no)

    def file(self) -> None:
        """归档."""
        self.office.do_at("file_voucher", self.clerk, "vouchers", self.voucher_no)

    def _cash(self, done_at: datetime) -> None:
        first = self.office.workday(done_at, 1)
        if self.random.random() < 0.7:
            handed = self.office.evening(max(done_at, self.office.time), "16:45", "17:40")
        else:
            handed = self.office.between(first, "08:40", "09:40")
        self.office.at(handed, self.hand_over)
        later = self.office.workday(done_at, 2)
        if self.random.random() < 0.6:
            invoiced = self.office.between(first, "10:00", "16:30")
        else:
            invoiced = self.office.between(later, "09:00", "11:30")
        self.office.at(invoiced, self.invoice, 0)
        self.office.at(self.office.between(self.office.workday(done_at, self.random.choice((2, 3))), "15:00", "17:00"), self.send_invoice)

    def hand_over(self) -> None:
        """交款."""
        self.office.do_at("hand_over_cash", people.ACCOUNTANT, "vouchers", self.voucher_no)

    def invoice(self, send_within: int) -> None:
        """开票; it is sent within so many working days (0: its sending is arranged already)."""
        self.office.do_at("invoice", people.ACCOUNTANT, "vouchers", self.voucher_no, invoice_no=self.office.invoice_no())
        self.post(send_within)

    def post(self, within: int) -> None:
        """The invoice will go out within so many working days."""
        if within:
            day = self.office.workday(self.office.time, self.random.randint(1, within))
            self.office.at(self.office.between(day, "15:00", "17:00"), self.send_invoice)

    def send_invoice(self) -> None:
        """寄发票."""
        self.office.do_at("send_invoice", people.ACCOUNTANT, "vouchers", self.voucher_no)
