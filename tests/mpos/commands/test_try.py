import time
def test_a(open_terminal):
    t=time.monotonic()
    print(open_terminal.collect("100"))
    print(time.monotonic()-t)
    print(open_terminal.ask("upload"))
    print(time.monotonic()-t)
    print(open_terminal.office.sync())
    print(open_terminal.ask("download-soa"), open_terminal.due())
    print(open_terminal.rows("select seq, kind from journal"))
    print(open_terminal.ask("status"))
    print(open_terminal.office.posted)
def test_b(open_terminal):
    print(open_terminal.run("collect", "SOA-1000", "--cash", "2000"))
    print(open_terminal.run("collect", "SOA-2000", "--cash", "20x"))
