log = open("log.txt", "w")
